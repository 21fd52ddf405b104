/** Images of a step or a problem: their place is kept before they are there, and each can be seen large. */
import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { apiUrl } from "../api/client";
import { CommandLayer, useCommands } from "../keyboard";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Overlay";
import styles from "./ImageList.module.css";

export interface ShownImage {
  readonly sha: string;
  readonly width: number;
  readonly height: number;
  readonly alt: string;
}

/** In a column of steps an image is looked at beside the text; more of it is one key away. */
const TALLEST = 320;

export interface ImageButtonProps {
  readonly image: ShownImage;
  readonly name: string;
  /** Whose it is, as `Illustrated` has it. */
  readonly of: string;
  /** What stands there where the image does not come: the mark in the text, else its name. */
  readonly words?: string;
  readonly onOpen: () => void;
}

export function ImageButton({ image, name, of, words = name, onOpen }: ImageButtonProps) {
  const { slug = "" } = useParams({ strict: false });
  const [hasFailed, setFailed] = useState(false);
  if (hasFailed) {
    return (
      <span className={styles.failed}>
        {words} <span className={styles.why}>The picture did not arrive.</span>
        <Button size="small" variant="ghost" onClick={() => setFailed(false)} aria-label={`Try again: ${name}`}>
          Try again
        </Button>
      </span>
    );
  }
  return (
    <button type="button" className={styles.image} data-image={of} style={placeOf(image)} aria-label={`${name}, enlarge`} onClick={onOpen}>
      <img src={addressOf(slug, image)} alt="" width={image.width} height={image.height} loading="lazy" decoding="async" onError={() => setFailed(true)} />
    </button>
  );
}

/** What `of` says of the images of a problem. */
export const PROBLEM = "the problem";

/** Opens the images of the step in focus, else those of the problem; false where there are none. */
export function enlargeImages(): boolean {
  const button = document.querySelector<HTMLElement>("[aria-current=step] [data-image]") ?? document.querySelector<HTMLElement>(`[data-image="${PROBLEM}"]`);
  button?.click();
  return button !== null;
}

export interface LargeImageProps {
  readonly images: readonly ShownImage[];
  readonly at: number;
  readonly of: string;
  readonly onMove: (at: number | null) => void;
}

export function LargeImage({ images, at, of, onMove }: LargeImageProps) {
  const { slug = "" } = useParams({ strict: false });
  const image = images[at];
  if (!image) return null;
  const go = (by: 1 | -1) => onMove((at + by + images.length) % images.length);
  return (
    <Dialog open onOpenChange={() => onMove(null)} title={imageName(image, at, of)} description={`${image.width} × ${image.height} pixels`} width="wide">
      <CommandLayer>
        <LargeKeys many={images.length > 1} go={go} onClose={() => onMove(null)} />
        <div className={styles.large}>
          <img src={addressOf(slug, image)} alt={imageName(image, at, of)} width={image.width} height={image.height} />
        </div>
        {images.length > 1 && (
          <div className={styles.turn}>
            <Button icon="chevron-left" chord="ArrowLeft" onClick={() => go(-1)}>
              Previous
            </Button>
            {at + 1} of {images.length}
            <Button icon="chevron-right" chord="ArrowRight" onClick={() => go(1)}>
              Next
            </Button>
          </div>
        )}
      </CommandLayer>
    </Dialog>
  );
}

function LargeKeys({ many, go, onClose }: { many: boolean; go: (by: 1 | -1) => void; onClose: () => void }) {
  const group = "Images";
  useCommands([
    { id: "images.next", title: "Next image", group, keys: ["ArrowRight", "j"], run: () => go(1), enabled: many },
    { id: "images.previous", title: "Previous image", group, keys: ["ArrowLeft", "k"], run: () => go(-1), enabled: many },
    { id: "images.close", title: "Close", group, keys: ["V", "Escape"], run: onClose },
  ]);
  return null;
}

function addressOf(slug: string, { sha }: ShownImage): string {
  return apiUrl(`projects/${encodeURIComponent(slug)}/images/${sha}`);
}

export function imageName({ alt }: ShownImage, index: number, of: string): string {
  return alt === "" ? `Image ${index + 1} of ${of}` : alt;
}

/** Its own size, or as much of it as fits: known before the first byte is, so that nothing moves when it comes. */
function placeOf({ width, height }: ShownImage) {
  const shown = Math.min(width, (TALLEST * width) / height);
  return { aspectRatio: `${width} / ${height}`, width: `min(100%, ${Math.max(24, Math.round(shown))}px)` };
}

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

export function ImageList({ images, of }: { images: readonly ShownImage[]; of: string }) {
  const { slug = "" } = useParams({ strict: false });
  const [open, setOpen] = useState<number | null>(null);
  return (
    <div className={styles.images}>
      {images.map((image, index) => (
        <button key={index} type="button" className={styles.image} data-image="" style={placeOf(image)} aria-label={`${nameOf(image, index, of)}, enlarge`} onClick={() => setOpen(index)}>
          <img src={addressOf(slug, image)} alt="" width={image.width} height={image.height} loading="lazy" decoding="async" />
        </button>
      ))}
      {open !== null && <Large slug={slug} images={images} at={open} of={of} onMove={setOpen} />}
    </div>
  );
}

/** Opens the images of the step in focus, else those of the problem; false where there are none. */
export function enlargeImages(): boolean {
  const button = document.querySelector<HTMLElement>("[aria-current=step] [data-image], [data-image]");
  button?.click();
  return button !== null;
}

interface LargeProps {
  readonly slug: string;
  readonly images: readonly ShownImage[];
  readonly at: number;
  readonly of: string;
  readonly onMove: (at: number | null) => void;
}

function Large({ slug, images, at, of, onMove }: LargeProps) {
  const image = images[at];
  if (!image) return null;
  const go = (by: 1 | -1) => onMove((at + by + images.length) % images.length);
  return (
    <Dialog open onOpenChange={() => onMove(null)} title={nameOf(image, at, of)} description={`${image.width} × ${image.height} pixels`} width="wide">
      <CommandLayer>
        <LargeKeys many={images.length > 1} go={go} onClose={() => onMove(null)} />
        <div className={styles.large}>
          <img src={addressOf(slug, image)} alt={image.alt === "" ? nameOf(image, at, of) : image.alt} width={image.width} height={image.height} />
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

function nameOf({ alt }: ShownImage, index: number, of: string): string {
  return alt === "" ? `Image ${index + 1} of ${of}` : alt;
}

/** Its own size, or as much of it as fits: known before the first byte is, so that nothing moves when it comes. */
function placeOf({ width, height }: ShownImage) {
  const shown = Math.min(width, (TALLEST * width) / height);
  return { aspectRatio: `${width} / ${height}`, width: `min(100%, ${Math.max(24, Math.round(shown))}px)` };
}

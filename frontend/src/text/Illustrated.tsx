/** A text with its images: each in the place where the text says that it stood, and those that have none below. */
import { createContext, Fragment, useCallback, useContext, useLayoutEffect, useMemo, useState, type ReactNode } from "react";

import { ImageButton, imageName, LargeImage, type ShownImage } from "./ImageList";
import styles from "./ImageList.module.css";
import { splitImageMarks, type ImageMark } from "./imageMarks";

interface Shelf {
  readonly images: readonly ShownImage[];
  readonly of: string;
  readonly open: (index: number) => void;
  /** An image is drawn in its place from now on; gives back what ends that. */
  readonly place: (index: number) => () => void;
}

const ShelfContext = createContext<Shelf | null>(null);
const NONE: readonly ShownImage[] = [];

export interface IllustratedProps {
  readonly images: readonly ShownImage[] | undefined;
  /** Whose they are: "the step". */
  readonly of: string;
  readonly children: ReactNode;
}

export function Illustrated({ images = NONE, of, children }: IllustratedProps) {
  const [opened, open] = useState<number | null>(null);
  const [placed, place] = usePlaced();
  const shelf = useMemo(() => ({ images, of, open, place }), [images, of, place]);
  const below = images.flatMap((image, index) => (placed.includes(index) ? [] : [{ image, index }]));
  return (
    <ShelfContext value={shelf}>
      {children}
      {below.length > 0 && (
        <div className={styles.images}>
          {below.map(({ image, index }) => (
            <ImageButton key={index} image={image} name={imageName(image, index, of)} of={of} onOpen={() => open(index)} />
          ))}
        </div>
      )}
      {opened !== null && <LargeImage images={images} at={opened} of={of} onMove={open} />}
    </ShelfContext>
  );
}

/** The images that are drawn in their places, once for each place. What draws them decides, so none is lost or doubled. */
function usePlaced(): readonly [readonly number[], Shelf["place"]] {
  const [placed, setPlaced] = useState<readonly number[]>([]);
  const place = useCallback((index: number) => {
    setPlaced((before) => [...before, index]);
    return () => setPlaced((before) => before.toSpliced(before.indexOf(index), 1));
  }, []);
  return [placed, place];
}

/** The image that a mark means; the mark as it is written where there is none. */
export function ImageHere({ number, source }: ImageMark) {
  const shelf = useContext(ShelfContext);
  const index = number - 1;
  const image = shelf?.images[index];
  const place = image && shelf.place;
  useLayoutEffect(() => place?.(index), [place, index]);
  if (!image) return <span className={styles.here}>{source}</span>;
  return (
    <span className={styles.here} data-source={source}>
      <ImageButton image={image} name={imageName(image, index, shelf.of)} of={shelf.of} words={source} onOpen={() => shelf.open(index)} />
    </span>
  );
}

/** A text that is shown as written but for its images. `children` draws what lies between them. */
export function Between({ source, children }: { source: string; children: (text: string) => ReactNode }): ReactNode {
  const hasImages = (useContext(ShelfContext)?.images.length ?? 0) > 0;
  if (!hasImages) return children(source);
  return splitImageMarks(source).map((part, index) => <Fragment key={index}>{typeof part === "string" ? children(part) : <ImageHere {...part} />}</Fragment>);
}

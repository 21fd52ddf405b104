/** A label that is proposed: striped ink. A person's colour would say that somebody gave it. */
import { cx } from "../../ui/cx";
import styles from "./ProposedGlyph.module.css";

export function ProposedGlyph({ size = "normal" }: { size?: "normal" | "small" }) {
  return <span aria-hidden="true" className={cx(styles.glyph, size === "small" && styles.small)} />;
}

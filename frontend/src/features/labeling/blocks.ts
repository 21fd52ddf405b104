/**
 * Where the steps of a long list come and go: every one has a place of its own, in a block of places. The blocks are there
 * all the time, and a block's places as long as one of its steps is drawn.
 *
 * The browser's own sheet for MathML counts children (`:nth-child`). So whatever comes or goes before others of the same
 * parent has all of them styled anew, with every span of their formulas: of a drawn step nothing is beside it.
 */
export interface Block {
  readonly number: number;
  /** The row of its first step. */
  readonly from: number;
  readonly steps: readonly number[];
}

const SIZE = 16;

/** By the numbers of the steps, so that what is folded away before a step does not take it to another block. */
export function blocksOf(rows: readonly number[]): Block[] {
  const blocks: { number: number; from: number; steps: number[] }[] = [];
  rows.forEach((step, row) => {
    const number = Math.floor(step / SIZE);
    const last = blocks.at(-1);
    if (last?.number === number) last.steps.push(step);
    else blocks.push({ number, from: row, steps: [step] });
  });
  return blocks;
}

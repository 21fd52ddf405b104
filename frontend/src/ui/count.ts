/** "1 slot", "2,000 slots": a count with its noun, in the number that it asks for. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}

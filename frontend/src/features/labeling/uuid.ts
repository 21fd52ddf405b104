/** Ids of operations. `crypto.randomUUID` exists on secure pages only, and teams serve Assay over plain http inside their network. */
export function uuid(bytes: Uint8Array = crypto.getRandomValues(new Uint8Array(16))): string {
  const version = Uint8Array.from(bytes, (byte, index) => (index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte));
  const hex = Array.from(version, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

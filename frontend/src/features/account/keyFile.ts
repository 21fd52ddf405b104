/** Keys as a small file, to carry to another site or to a colleague. Pure. */
import { isChosenKeys, type Bindings } from "../../keyboard";

const KIND = "assay-keys";
const VERSION = 1;

export const KEY_FILE_NAME = `${KIND}.json`;

export function writeKeyFile(keys: Bindings): string {
  return `${JSON.stringify({ kind: KIND, version: VERSION, keys }, null, 2)}\n`;
}

/** The keys of a file, or why there are none in it. Whether they can stand together is for the server to say. */
export function readKeyFile(text: string): { readonly keys: Bindings } | { readonly complaint: string } {
  const file = parse(text);
  if (file === undefined) return { complaint: "It is no JSON." };
  if (!isObject(file) || file.kind !== KIND || !isObject(file.keys)) return { complaint: `It holds no keys: those are {"kind": "${KIND}", "version": ${VERSION}, "keys": {…}}.` };
  if (file.version !== VERSION) return { complaint: `It is of version ${String(file.version)}, and this site reads version ${VERSION}.` };
  const strange = Object.entries(file.keys).find(([, choice]) => !isChosenKeys(choice));
  if (strange) return { complaint: `What stands under ${strange[0]} are no keys: those are {"keys": ["j"]}.` };
  return { keys: file.keys as Bindings };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

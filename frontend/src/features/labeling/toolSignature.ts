/** A tool as one reads it in code: `search(query, limit?)`. Tools come from strangers, so every part may be missing. */

export interface ToolSignature {
  readonly name: string;
  readonly parameters: string;
  readonly description: string;
}

export function toolSignature(tool: Readonly<Record<string, unknown>>): ToolSignature {
  const spec = isRecord(tool.function) ? tool.function : tool;
  const schema = isRecord(spec.parameters) ? spec.parameters : {};
  const required = Array.isArray(schema.required) ? (schema.required as unknown[]) : [];
  const names = Object.keys(isRecord(schema.properties) ? schema.properties : {});
  return {
    name: text(spec.name) || "unnamed",
    parameters: names.map((name) => (required.includes(name) ? name : `${name}?`)).join(", "),
    description: text(spec.description),
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The records of all protocols as the server sends them; a test of the server compares (test_protocol_records.py). */
import type { Schemas } from "../api/types";
import records from "./protocols.json";

type Name = keyof typeof records;

export const PROTOCOLS = records as unknown as Readonly<Record<Name, Schemas["Protocol"]>>;
export const TERNARY = PROTOCOLS.ternary;
export const FIRST_ERROR = PROTOCOLS["first-error"];

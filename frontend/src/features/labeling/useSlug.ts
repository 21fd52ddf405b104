/** The project in the address: the desk stands at two of them. */
import { useParams } from "@tanstack/react-router";

export function useSlug(): string {
  const { slug } = useParams({ strict: false });
  if (slug === undefined) throw new Error("The desk belongs to a project.");
  return slug;
}

// The order of a question's ids in its slots: by the ids that saved states know, so that nothing moves when one is renamed.

interface Renaming {
  readonly was?: { readonly [id: string]: string };
}

export function ascending({ was = {} }: Renaming, ids: readonly string[]): string[] {
  const known = (id: string): string => was[id] ?? id;
  return [...ids].sort((a, b) => (known(a) < known(b) ? -1 : 1));
}

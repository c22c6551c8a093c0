/** One id for one text: sent again as it is, it is the same message; changed, it is another. */
export function idKeeper(make: () => string = () => crypto.randomUUID()): (text: string) => string {
  let kept: { text: string; id: string } | null = null;
  return (text) => {
    if (kept?.text !== text) kept = { text, id: make() };
    return kept.id;
  };
}

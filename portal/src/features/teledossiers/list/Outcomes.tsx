interface Line {
  id: string;
  number: string;
  label?: string | null;
  words: string[];
}

/** What became of each of several télédossiers, those with the same words together. */
export function Outcomes({ title, lines }: { title: string; lines: Line[] }) {
  const linesByWords = new Map<string, Line[]>();
  for (const line of lines) {
    const words = line.words.join(" ");
    linesByWords.set(words, [...(linesByWords.get(words) ?? []), line]);
  }
  return (
    <>
      <h3 className="outcomes-title">{title}</h3>
      <dl className="outcomes">
        {[...linesByWords].map(([words, concerned]) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>{concerned.map((each) => each.number).join(", ")}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

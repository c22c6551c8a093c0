interface Named {
  code: string;
  name: string;
}

/** A process as a list names it: with its code where others have the same name. */
export function processLabel({ code, name }: Named, known: readonly Named[]): string {
  return known.some((each) => each.name === name && each.code !== code) ? `${name} – ${code}` : name;
}

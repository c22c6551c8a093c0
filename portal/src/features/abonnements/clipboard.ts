/** Copying what the hub answers once: the text is kept where the clipboard did not take it, so that nothing is lost. */
export interface Copied {
  text: string;
  isCopied: boolean;
}

/**
 * Ask for a text and copy it. Throws what `fetchText` throws; where only the clipboard fails, answers the text all the same.
 * The clipboard is opened at once, with the promise of the text: some browsers let nothing be copied once the click is over.
 */
export async function copy(fetchText: () => Promise<string>): Promise<Copied> {
  const text = fetchText();
  const written = write(text).then(
    () => true,
    () => false,
  );
  return { text: await text, isCopied: await written };
}

async function write(text: Promise<string>): Promise<void> {
  if (typeof ClipboardItem === "undefined") {
    await navigator.clipboard.writeText(await text);
    return;
  }
  const blob = text.then((found) => new Blob([found], { type: "text/plain" }));
  blob.catch(() => {}); // told by the text itself
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
}

import { Fragment } from "react";
import { RouterLink } from "../../shared/RouterLink";
import type { Block } from "./faq";
import { marked } from "./search";

/** An answer: paragraphs and lists, with their links, and the searched words marked. */
export function Answer({ blocks, words }: { blocks: readonly Block[]; words: readonly string[] }) {
  return blocks.map((block) =>
    typeof block === "string" ? (
      <p key={block}>
        <Line text={block} words={words} />
      </p>
    ) : (
      <ul key={block.join("|")}>
        {block.map((line) => (
          <li key={line}>
            <Line text={line} words={words} />
          </li>
        ))}
      </ul>
    ),
  );
}

function Line({ text, words }: { text: string; words: readonly string[] }) {
  const parts = text.split(/(\[[^\]]+\]\([^)]+\))/);
  return parts.map((part, index) => {
    const [, label, href] = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part) ?? [];
    return label === undefined || href === undefined ? (
      // oxlint-disable-next-line react/no-array-index-key
      <Marked key={index} text={part} words={words} />
    ) : (
      // oxlint-disable-next-line react/no-array-index-key
      <RouterLink key={index} href={href}>
        <Marked text={label} words={words} />
      </RouterLink>
    );
  });
}

/** A text in which the searched words stand out. */
export function Marked({ text, words }: { text: string; words: readonly string[] }) {
  return marked(text, words).map(({ text: piece, isMatch }, index) =>
    // oxlint-disable-next-line react/no-array-index-key
    isMatch ? <mark key={index}>{piece}</mark> : <Fragment key={index}>{piece}</Fragment>,
  );
}

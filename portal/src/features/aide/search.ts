/** Finding an answer: by words, whatever their accents and case, from their beginning; and where they stand in a text. */
import { fold } from "../../shared/fold";
import type { Block, Question, Section } from "./faq";

/** Words that say nothing of what is looked for. */
const EMPTY = new Set("a au aux ce ces comment dans de des du elle en est et il ils je la le les leur ma mes mon ne on ou par pas pour que quel quelle qui sa se ses son sur un une vos votre".split(" "));

/** The words of a question as they are compared; those that say nothing only count where there are no others. */
export function wordsIn(typed: string): string[] {
  const all = [...new Set(fold(typed).match(/[a-z0-9]+/g) ?? [])];
  const telling = all.filter((each) => each.length > 1 && !EMPTY.has(each));
  return telling.length > 0 ? telling : all;
}

/** What a block reads, without the addresses of its links. */
export function plainText(block: Block): string {
  const lines = typeof block === "string" ? [block] : block;
  return lines.map((line) => line.replace(/\[([^\]]+)\]\([^)]+\)/g, "$1")).join(" ");
}

/** The sections with only the questions in which every word begins some word. */
export function found(sections: readonly Section[], words: readonly string[]): Section[] {
  if (words.length === 0) return [...sections];
  const isFound = ({ question, answer }: Question) => {
    const there = fold([question, ...answer.map(plainText)].join(" ")).match(/[a-z0-9]+/g) ?? [];
    return words.every((word) => there.some((each) => each.startsWith(word)));
  };
  return sections.map((section) => ({ ...section, questions: section.questions.filter(isFound) })).filter((section) => section.questions.length > 0);
}

export interface Piece {
  text: string;
  isMatch: boolean;
}

/** A text cut where a searched word begins one of its own; put together again, the pieces are the text. */
export function marked(text: string, words: readonly string[]): Piece[] {
  const matches = words.length === 0 ? [] : matchesIn(text, words);
  const pieces: Piece[] = [];
  let end = 0;
  for (const [from, to] of matches) {
    if (from > end) pieces.push({ text: text.slice(end, from), isMatch: false });
    pieces.push({ text: text.slice(from, to), isMatch: true });
    end = to;
  }
  if (end < text.length || pieces.length === 0) pieces.push({ text: text.slice(end), isMatch: false });
  return pieces;
}

function matchesIn(text: string, words: readonly string[]): [number, number][] {
  let folded = "";
  const origin: number[] = []; // where each folded character comes from: « œ » becomes two, an accent none
  let position = 0;
  for (const character of text) {
    const part = fold(character);
    folded += part;
    for (let index = 0; index < part.length; index += 1) origin.push(position);
    position += character.length;
  }
  origin.push(position);
  const found: [number, number][] = [];
  for (const { 0: word, index } of folded.matchAll(/[a-z0-9]+/g)) {
    const longest = Math.max(0, ...words.filter((each) => word.startsWith(each)).map((each) => each.length));
    if (longest === 0) continue;
    let end = index + longest;
    while (end < folded.length && origin[end] === origin[end - 1]) end += 1; // half of an « œ » is all of it
    found.push([origin[index] ?? 0, origin[end] ?? text.length]);
  }
  return found;
}

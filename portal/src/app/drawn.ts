import { queries } from "./queries";

const LONGEST = 5000;
const BETWEEN_LOOKS = 100;

/** Kept once the first page has what it shows and the browser nothing better to do; after five seconds in any case. */
export const drawn = new Promise<void>((keep) => {
  const last = performance.now() + LONGEST;
  const look = () => {
    if (queries.isFetching() > 0 && performance.now() < last) setTimeout(look, BETWEEN_LOOKS);
    else if ("requestIdleCallback" in window) requestIdleCallback(() => keep(), { timeout: LONGEST });
    else keep(); // Safari
  };
  setTimeout(look, BETWEEN_LOOKS);
});

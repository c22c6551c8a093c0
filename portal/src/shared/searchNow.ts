/** What the address asks for, as it is: what is drawn may still be on its way there. */
export function searchNow(): URLSearchParams {
  return new URLSearchParams(window.location.search);
}

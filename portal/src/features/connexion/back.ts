import { useLocation, useSearchParams } from "react-router";
import { homeOf } from "../../app/menu";
import type { Me } from "../../app/me";
import { paths } from "../../app/paths";

/** The page that an address names, where it is one of this portal to come back to; null otherwise. */
export function pageOf(address: string | null | undefined): string | null {
  if (address === null || address === undefined || !address.startsWith("/")) return null;
  const origin = window.location.origin;
  try {
    const url = new URL(address, origin);
    const isOurs = url.origin === origin && !url.pathname.startsWith("//") && !url.pathname.startsWith(paths.signIn);
    return isOurs ? `${url.pathname}${url.search}` : null;
  } catch {
    return null;
  }
}

/** The page that the person was going to when he was asked to sign in; null where there was none. */
export function useBack(): string | null {
  const [search] = useSearchParams();
  const { state } = useLocation() as { state: { back?: string } | null };
  return pageOf(search.get("retour") ?? state?.back);
}

/** Where a person goes once signed in. */
export function placeFor(me: Me, back: string | null): string {
  return back === null || back === paths.cases ? homeOf(me) : back;
}

/** The sign-in page, which leads back there. */
export function signInFor(back: string | null): string {
  return back === null || back === paths.cases ? paths.signIn : `${paths.signIn}?retour=${encodeURIComponent(back)}`;
}

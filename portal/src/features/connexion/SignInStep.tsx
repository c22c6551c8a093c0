import type { ReactNode } from "react";
import { Navigate } from "react-router";
import { useSession } from "../../api/session";
import { useMaybeMe } from "../../app/me";
import { Failure } from "../../shared/Failure";
import { Loading } from "../../shared/Loading";
import { placeFor, signInFor, useBack } from "./back";

/**
 * A page of signing in. Whoever is signed in is led on, to where he was going; whoever has not begun (the page was loaded anew,
 * the time is over) is led to the beginning, unless this is it.
 */
export function SignInStep({ isFirst = false, children }: { isFirst?: boolean; children: ReactNode }) {
  const { isOpen, csrfToken, ended } = useSession();
  const me = useMaybeMe();
  const back = useBack();
  if (isOpen) {
    if (me.data !== undefined) return <Navigate to={placeFor(me.data, back)} replace />;
    return me.isError ? <Failure error={me.error} retry={() => void me.refetch()} /> : <Loading height="30rem" />;
  }
  if (!isFirst && csrfToken === null) return <Navigate to={signInFor(back)} state={{ isInterrupted: ended === null }} replace />;
  return children;
}

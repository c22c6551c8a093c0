import { useDeferredValue } from "react";
import { Navigate, useLocation } from "react-router";
import { LEFT, useSession } from "../../api/session";
import { Refusal } from "../../api/refusal";
import { Failure } from "../../shared/Failure";
import { Loading } from "../../shared/Loading";
import { identityOf, mustChoose, useMaybeMe } from "../me";
import { paths } from "../paths";
import { Frame } from "./Frame";
import { Menu } from "./Menu";
import { SessionWatch } from "./SessionWatch";
import { Shown } from "./Shown";
import { Warnings } from "./Warnings";

/** Pages for whoever is signed in; others are led to sign in, with the reason, and come back here after. */
export function SignedInFrame() {
  const me = useMaybeMe();
  const known = useDeferredValue(me.data); // the whole page is drawn from it: in slices, between which the browser answers
  const { isOpen, ended } = useSession();
  const { pathname, search } = useLocation();
  const back = `${pathname}${search}`;
  if (!isOpen || (me.error instanceof Refusal && me.error.status === 401)) {
    // Whoever left is not led back to his page: the next one at this machine may be somebody else.
    const isPlain = back === "/" || ended?.reason === LEFT.reason;
    return <Navigate to={isPlain ? paths.signIn : `${paths.signIn}?retour=${encodeURIComponent(back)}`} replace />;
  }
  if (known === undefined) {
    return (
      <Frame me={null}>
        <div className="narrow">{me.isError ? <Failure error={me.error} retry={() => void me.refetch()} /> : <Loading height="40rem" />}</div>
      </Frame>
    );
  }
  if (mustChoose(known) && pathname !== paths.chooseOrganisation && pathname !== paths.myAccount) return <Navigate to={paths.chooseOrganisation} state={{ back }} replace />;
  return (
    <Frame me={known} hasMenu>
      <SessionWatch />
      <div className="with-menu">
        <Menu me={known} />
        <div className="page" key={identityOf(known)}>
          <Warnings me={known} />
          <Shown />
        </div>
      </div>
    </Frame>
  );
}

import { Navigate, useLocation } from "react-router";
import { useSession } from "../../api/session";
import { Refusal } from "../../api/refusal";
import { Failure } from "../../shared/Failure";
import { Loading } from "../../shared/Loading";
import { useMaybeMe } from "../me";
import { paths } from "../paths";
import { Frame } from "./Frame";
import { Menu } from "./Menu";
import { SessionWatch } from "./SessionWatch";
import { Shown } from "./Shown";
import { Warnings } from "./Warnings";

/** Pages for whoever is signed in; others are led to sign in, with the reason, and come back here after. */
export function SignedInFrame() {
  const me = useMaybeMe();
  const { isOpen } = useSession();
  const { pathname, search } = useLocation();
  if (!isOpen || (me.error instanceof Refusal && me.error.status === 401)) {
    const back = `${pathname}${search}`;
    return <Navigate to={back === "/" ? paths.signIn : `${paths.signIn}?retour=${encodeURIComponent(back)}`} replace />;
  }
  if (me.data === undefined) {
    return (
      <Frame me={null}>
        <div className="narrow">{me.isError ? <Failure error={me.error} retry={() => void me.refetch()} /> : <Loading height="40rem" />}</div>
      </Frame>
    );
  }
  const mustChoose = me.data.actorType === "DELEGUE_TECHNIQUE" && me.data.organisation === null && pathname !== paths.chooseOrganisation && pathname !== paths.myAccount;
  if (mustChoose) return <Navigate to={paths.chooseOrganisation} replace />;
  return (
    <Frame me={me.data} hasMenu>
      <SessionWatch />
      <div className="with-menu">
        <Menu me={me.data} />
        <div className="page">
          <Warnings me={me.data} />
          <Shown />
        </div>
      </div>
    </Frame>
  );
}

import { Shown } from "./Shown";
import { useSession } from "../../api/session";
import { useMaybeMe } from "../me";
import { Frame } from "./Frame";

/** Pages that anybody may see. Who is signed in keeps his header, without the menu. */
export function PublicFrame() {
  const me = useMaybeMe();
  const { isOpen } = useSession();
  return (
    <Frame me={isOpen ? (me.data ?? null) : null}>
      <div className="narrow">
        <Shown />
      </div>
    </Frame>
  );
}

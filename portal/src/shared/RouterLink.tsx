import type { AnchorHTMLAttributes, Ref } from "react";
import { Link } from "react-router";

type Props = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> & {
  href: string;
  /** Left beside the address in the browser's history, inside the portal. */
  state?: unknown;
  ref?: Ref<HTMLAnchorElement>;
};

/** A link as DSFR components write them: inside the portal it changes the page without loading it anew. */
export function RouterLink({ href, state, children, ...rest }: Props) {
  const isInside = href.startsWith("/") && !OUTSIDE.some((prefix) => href.startsWith(prefix));
  return isInside && (rest.target ?? "_self") === "_self" ? ( // as the side menu writes it
    <Link to={href} state={state} {...rest}>
      {children}
    </Link>
  ) : (
    <a href={href} {...rest}>
      {children}
    </a>
  );
}

/** Addresses of this origin that are no pages of the portal. */
const OUTSIDE = ["/portal/v1/", "/sandbox/", "/docs", "/openapi.json"];

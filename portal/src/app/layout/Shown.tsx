import { Suspense } from "react";
import { Outlet, useLocation } from "react-router";
import { Loading } from "../../shared/Loading";
import { PageFailure } from "../PageFailure";

/** The page of the address: while its code comes, that it does; what failed stays failed until another page is asked for. */
export function Shown() {
  const { pathname } = useLocation();
  return (
    <PageFailure key={pathname}>
      <Suspense fallback={<Loading height="40rem" />}>
        <Outlet />
      </Suspense>
    </PageFailure>
  );
}

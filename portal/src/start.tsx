import "./app/leaving";
import "@codegouvfr/react-dsfr/main.css";
import "./app/base.css";
import "./app/print.css";
import { startReactDsfr } from "@codegouvfr/react-dsfr/spa";
import { QueryClientProvider } from "@tanstack/react-query";
import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { preload } from "./app/preload";
import { queries } from "./app/queries";
import { Pages } from "./app/routes";
import { RouterLink } from "./shared/RouterLink";

startReactDsfr({ defaultColorScheme: "system", Link: RouterLink });

declare module "@codegouvfr/react-dsfr/spa" {
  interface RegisterLink {
    Link: typeof RouterLink;
  }
}

/** Drawn once, in a task of its own, and there in slices: between them the browser answers. */
function draw(): void {
  const root = createRoot(document.getElementById("root")!);
  startTransition(() =>
    root.render(
      <StrictMode>
        <QueryClientProvider client={queries}>
          <BrowserRouter>
            <Pages />
          </BrowserRouter>
        </QueryClientProvider>
      </StrictMode>,
    ),
  );
}
void preload().finally(() => setTimeout(draw));

import { Component, type ReactNode } from "react";
import { Failure } from "../shared/Failure";
import { Page } from "../shared/Page";

/** Stands in for a page that could not be shown: its code could not be fetched (a new version of the portal), or it failed. */
export class PageFailure extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <Page title="Cette page n'a pas pu être affichée">
        <Failure error={this.state.error} retry={() => window.location.reload()} title="Une erreur s'est produite" />
      </Page>
    );
  }
}

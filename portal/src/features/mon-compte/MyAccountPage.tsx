import { useMe } from "../../app/me";
import { Page } from "../../shared/Page";
import { AuthenticatorSection } from "./AuthenticatorSection";
import { Identity } from "./Identity";
import "./my-account.css";
import { PasswordSection } from "./PasswordSection";
import { ProfileForm } from "./ProfileForm";
import { SessionsSection } from "./SessionsSection";

export function Component() {
  const me = useMe();
  return (
    <Page title="Mon compte">
      <div className="account-sections">
        <Identity me={me} />
        <ProfileForm me={me} />
        <PasswordSection me={me} />
        <AuthenticatorSection me={me} />
        <SessionsSection />
      </div>
    </Page>
  );
}

// Password, second factor, passkeys and sessions: the parts of the console's own page, with what they need around them.
import { SignInSettings } from "@/access/account_page";
import { base, To } from "./address";
import { Heading } from "./parts";

export default function Security() {
  return (
    <>
      <Heading
        title="Security of your account"
        aside={
          <To to={`${base}/account`} className="link py-2">
            Back
          </To>
        }
      />
      <SignInSettings />
    </>
  );
}

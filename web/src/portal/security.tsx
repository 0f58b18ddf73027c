// Password, second factor, passkeys and sessions: the console's own page, with what it needs around it.
import AccountPage from "@/access/account_page";
import { StepUpHost } from "@/app/step_up_host";
import { base, To } from "./address";
import { Heading } from "./parts";

export default function Security() {
  return (
    <>
      <Heading
        title="Security of your account"
        aside={
          <To to={`${base}/account`} className="link">
            Back
          </To>
        }
      />
      <div className="-mx-4">
        <AccountPage />
      </div>
      <StepUpHost />
    </>
  );
}

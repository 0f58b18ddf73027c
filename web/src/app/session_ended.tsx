// The session ended while a page was open: sign in here, and go on where you were.
import { useNavigate } from "@tanstack/react-router";
import { SignInForm } from "@/access/sign_in_form";
import { queries } from "@/api/query";
import { setSession } from "@/api/session";
import { Dialog } from "@/ui/dialog";

/// `account` is whose page this is: anybody else starts with an empty one.
export default function SessionEnded({ account }: { account: string }) {
  const navigate = useNavigate();
  return (
    <Dialog
      title="Your session has ended"
      description="Sign in again to go on. What you typed is still here."
      onClose={() => void navigate({ to: "/sign-in" }).then(() => window.location.reload())}
    >
      <SignInForm
        onSignedIn={(session) => {
          if (session.account_id !== account) {
            window.location.assign("/");
            return;
          }
          setSession(session);
          void queries.invalidateQueries();
        }}
      />
    </Dialog>
  );
}

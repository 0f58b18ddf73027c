import { Link, useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { CircleAlert, Compass, RotateCw } from "lucide-react";
import { Button, buttonClass } from "@/ui/button";
import { NoneYet } from "@/ui/empty";
import { useTitle } from "@/ui/title";

export function NotFound() {
  useTitle("Not found");
  return (
    <NoneYet icon={Compass} title="There is nothing at this address.">
      <p>It may have been moved or removed, or the link was cut off.</p>
      <Link to="/" className={buttonClass()}>
        Go to the first page
      </Link>
    </NoneYet>
  );
}

// A new version was installed while this page was open: its parts have new names now.
const isOldVersion = (error: unknown) =>
  error instanceof Error && /dynamically imported module|module script|preload CSS/i.test(error.message);

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  if (isOldVersion(error)) {
    return (
      <NoneYet icon={RotateCw} title="This page could not be loaded.">
        <p>Steward was updated while the console was open, or the connection broke.</p>
        <Button tone="primary" onClick={() => window.location.reload()}>
          Load again
        </Button>
      </NoneYet>
    );
  }
  return (
    <div role="alert">
      <NoneYet icon={CircleAlert} title="This page stopped working.">
        <p>The rest of the console still works. Nothing on the server was changed by this.</p>
        <p className="mono break-all">{error instanceof Error ? error.message : String(error)}</p>
        <Button
          icon={RotateCw}
          onClick={() => {
            reset();
            void router.invalidate();
          }}
        >
          Try again
        </Button>
      </NoneYet>
    </div>
  );
}

// A page of settings: what the installation has is read, changed where one may, and saved as a whole.
import type { ReactNode } from "react";
import type { Problem } from "@/api/problem";
import { Button } from "./button";
import { Failed, Loading, ProblemLine } from "./empty";

interface Answer<Settings> {
  data: Settings | undefined;
  isError: boolean;
  error: Problem | null;
  refetch: () => unknown;
}

/// `children` are shown once there is an answer, and made anew when somebody else changed the settings.
export function WithSettings<Settings extends { etag: string }>({
  what,
  query,
  children,
}: {
  what: string;
  query: Answer<Settings>;
  children: (settings: Settings) => ReactNode;
}) {
  if (query.data) return children(query.data);
  return query.isError ? <Failed what={what} error={query.error} retry={() => void query.refetch()} /> : <Loading what={what} />;
}

interface FormProps {
  mayEdit: boolean;
  change: { isPending: boolean; error: Problem | null };
  onSave: () => void;
  children: ReactNode;
}

export function SettingsForm({ mayEdit, change, onSave, children }: FormProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
      noValidate
    >
      <fieldset disabled={!mayEdit} className="space-y-3">
        {children}
        {change.error && <ProblemLine error={change.error} />}
        {mayEdit && (
          <Button type="submit" tone="primary" busy={change.isPending}>
            Save
          </Button>
        )}
      </fieldset>
    </form>
  );
}

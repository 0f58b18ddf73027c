import { lazy, Suspense, useEffect, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react";
import { Button, type Tone } from "./button";
import { ProblemLine } from "./empty";

const Frame = lazy(() => import("./dialog_frame"));

export interface DialogProps {
  title: string;
  description?: ReactNode;
  onClose: () => void;
  wide?: boolean;
  /// Something was written: a press beside it does not close it, and Esc asks first.
  stays?: boolean;
  children: ReactNode;
}

/// Shown as long as it is rendered.
export function Dialog(props: DialogProps) {
  useFocusBack();
  return (
    <Suspense fallback={null}>
      <Frame {...props} />
    </Suspense>
  );
}

/// To what had the focus before, when it would be nowhere otherwise: a dialog is taken away while it is open.
function useFocusBack() {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      window.setTimeout(() => {
        const isNowhere = document.activeElement === null || document.activeElement === document.body;
        if (isNowhere && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
      }, 0);
    },
    [before],
  );
}

interface FormProps extends DialogProps {
  submit: string;
  onSubmit: () => void;
  busy?: boolean;
  error?: unknown;
  disabled?: boolean;
  /// What is missing, while it cannot be sent.
  missing?: string;
  /// On the button that closes it: another word where the act itself is to cancel something.
  dismiss?: string;
  tone?: Tone;
}

/// A dialog that asks for something and then does it. What is wrong stands above the buttons.
export function FormDialog({ submit, onSubmit, busy, error, disabled, missing, dismiss = "Cancel", tone = "primary", children, ...rest }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [isWritten, setWritten] = useState(false);
  // To the first field that needs another look: who cannot see the form is told what is wrong with it there.
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);
  // In a text of several lines and in a list of choices Enter has another meaning.
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.current?.requestSubmit();
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && !disabled) onSubmit();
  };
  return (
    <Dialog {...rest} stays={isWritten}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <form ref={form} onSubmit={send} noValidate onKeyDown={press} onInput={() => setWritten(true)}>
        <div className="space-y-3">{children}</div>
        {Boolean(error) && (
          <div className="mt-3">
            <ProblemLine error={error} />
          </div>
        )}
        <div className="mt-4 flex flex-wrap items-center justify-end gap-2">
          {disabled && missing && (
            <span role="status" className="mr-auto text-dim">
              {missing}
            </span>
          )}
          <Button onClick={rest.onClose}>{dismiss}</Button>
          <Button type="submit" tone={tone} busy={busy} disabled={disabled} title="Ctrl+Enter" aria-keyshortcuts="Control+Enter">
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

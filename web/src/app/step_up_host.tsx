// Asks for the second factor again when a call wants it; the call then goes on.
import { useEffect, useState, type ComponentType } from "react";
import { setStepUp } from "@/api/step_up";

interface Asking {
  Dialog: ComponentType<{ onDone: (shown: boolean) => void }>;
  answer: (shown: boolean) => void;
}

export function StepUpHost() {
  const [asking, setAsking] = useState<Asking>();
  useEffect(() => {
    // Where the dialog cannot be fetched, the call is refused as the server refused it.
    setStepUp(() =>
      import("./step_up").then(
        ({ StepUp }) => new Promise<boolean>((answer) => setAsking({ Dialog: StepUp, answer })),
        () => false,
      ),
    );
    return () => setStepUp(undefined);
  }, []);
  if (!asking) return null;
  const { Dialog, answer } = asking;
  return (
    <Dialog
      onDone={(shown) => {
        setAsking(undefined);
        answer(shown);
      }}
    />
  );
}

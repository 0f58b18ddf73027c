// What a form was opened with. Live updates bring newer records while somebody types: what he read stays what his change is compared
// with, so that a colleague's work is refused to be written over, not written over unseen.
import { useState, type ReactNode } from "react";
import { Button } from "./button";
import { Notice } from "./panel";

/// The record as it was, and what to say once there is a newer one: nothing is lost, and writing over it is a choice, made before Save.
export function useSeen<T extends { etag: string } | undefined>(now: T): { seen: T; meanwhile: ReactNode } {
  const [seen, setSeen] = useState(now);
  if (!now || !seen || now.etag === seen.etag) return { seen, meanwhile: null };
  return {
    seen,
    meanwhile: (
      <Notice tone="warn">
        <div className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 flex-1">Somebody saved this while you had it open. What you wrote is still here.</span>
          <Button onClick={() => setSeen(now)}>Keep mine</Button>
        </div>
      </Notice>
    ),
  };
}

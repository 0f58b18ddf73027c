// The frame of pages that people see without being signed in.
import type { ReactNode } from "react";
import { Activity } from "lucide-react";

export function Welcome({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="scroll-thin flex h-full flex-col items-center overflow-auto bg-panel px-4 py-6 sm:pt-[12vh]">
      <div className="w-full max-w-sm rounded-xl border border-line bg-bg p-5 shadow-sm">
        <div className="mb-4 flex items-center gap-2">
          <span className="grid size-6 place-items-center rounded bg-accent text-accent-ink">
            <Activity size={15} aria-hidden />
          </span>
          <span className="font-semibold">Steward</span>
        </div>
        <h1 className="mb-3 text-lg font-semibold">{title}</h1>
        {children}
      </div>
    </main>
  );
}

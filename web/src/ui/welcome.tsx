// The frame of pages that people see without being signed in; of a portal's, with the company's own name, logo and colours.
import { useEffect, type ReactNode } from "react";
import { Activity } from "lucide-react";
import type { PortalLook } from "@/api/portal_look";
import { paintPage } from "./paint";
import { useThemeVersion } from "./preferences";

interface Props {
  title: string;
  look?: PortalLook; // of the portal that is behind this door
  below?: ReactNode;
  children: ReactNode;
}

export function Welcome({ title, look, below, children }: Props) {
  const version = useThemeVersion();
  useEffect(() => {
    if (look) paintPage(look);
  }, [look, version]);
  return (
    <main
      className={`scroll-thin flex h-full flex-col items-center overflow-auto bg-panel sm:px-4 sm:pt-[12vh] sm:pb-6
        ${look ? "text-[15px]" : "px-4 py-6"}`}
    >
      <div
        className={`w-full max-w-sm border-line bg-bg sm:rounded-xl sm:border sm:shadow-sm
          ${look ? "flex-1 overflow-hidden sm:flex-none" : "rounded-xl border shadow-sm"}`}
      >
        {look ? <Bar look={look} /> : <Product />}
        <div className="p-5">
          <h1 className="mb-3 text-lg font-semibold">{title}</h1>
          {children}
        </div>
        {below}
      </div>
    </main>
  );
}

function Product() {
  return (
    <div className="flex items-center gap-2 px-5 pt-5 -mb-1">
      <span className="grid size-6 place-items-center rounded bg-accent text-accent-ink">
        <Activity size={15} aria-hidden />
      </span>
      <span className="font-semibold">Steward</span>
    </div>
  );
}

function Bar({ look }: { look: PortalLook }) {
  return (
    <div className="flex min-h-16 items-center gap-3 border-b border-line bg-(--bar) px-5 py-3 text-(--bar-ink)">
      {look.logo_url && (
        <span className="shrink-0 rounded bg-white p-1">
          <img src={look.logo_url} alt="" className="h-8 max-w-40 object-contain" />
        </span>
      )}
      <span className="min-w-0 font-semibold break-words">{look.client_name || "Your IT"}</span>
    </div>
  );
}

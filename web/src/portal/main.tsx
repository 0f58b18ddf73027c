import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { QueryClientProvider } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { beginSession } from "@/api/session";
import { ToastHost } from "@/ui/toast";
import { App } from "./app";
import { forgetOldDrafts } from "./draft";
import { rememberedLook } from "@/api/portal_look";
import { paintPage } from "@/ui/paint";
import "@/app/styles.css";

// As it was when this browser last showed it, so that nothing changes colour while the page loads.
paintPage(rememberedLook());
forgetOldDrafts();
beginSession();
const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <App />
        <ToastHost />
      </QueryClientProvider>
    </StrictMode>,
  );

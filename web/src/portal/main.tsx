import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { QueryClientProvider } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { beginSession } from "@/api/session";
import { ToastHost } from "@/ui/toast";
import { App } from "./app";
import { rememberedLook } from "./look";
import "@/app/styles.css";

rememberedLook();
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

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { awaitCalm } from "@/api/calm";
import { beginSession } from "@/api/session";
import { App } from "@/app/app";
import { fillSlots } from "@/app/slots";
import "@/app/styles.css";

awaitCalm();
beginSession();
fillSlots();
const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );

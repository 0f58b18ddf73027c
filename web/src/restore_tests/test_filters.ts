// The filters with which one page of proofs opens another. In one place: the server's lists know these keys.
import { termText } from "@/ui/filter";

export const testsOfItem = (id: string) => termText("item_id", id);
export const testsOfPlan = (id: string) => termText("proof_plan_id", id);
export const testsOfClient = (id: string) => termText("client_id", id);
export const findingsOfItem = (id: string) => termText("item_id", id);

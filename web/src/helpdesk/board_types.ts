// What the dispatch board reads of calendars and rotas.
import type { Calendar, Shift } from "@/api/generated/schema";

export type CalendarRules = Pick<NonNullable<Calendar["rules"]>, "zone" | "always_open" | "week" | "holidays" | "exceptions">;
export type OpenShift = Pick<Shift, "account_id" | "layer_name" | "from_unix_ms" | "until_unix_ms">;

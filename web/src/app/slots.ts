// Who shows something in which place: the file's name is the registration.
import { fill } from "@/ui/slot";

export function fillSlots(): void {
  fill("ticket_notice", import.meta.glob("../*/ticket_notice.tsx"));
  fill("ticket_aside", import.meta.glob("../*/ticket_aside.tsx"));
  fill("device_aside", import.meta.glob("../*/device_aside.tsx"));
  fill("client_people", import.meta.glob("../*/client_people.tsx"));
  fill("client_aside", import.meta.glob("../*/client_aside.tsx"));
}

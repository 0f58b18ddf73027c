// Who shows something in which place: the file's name is the registration.
import { fill } from "@/ui/slot";

export function fillSlots(): void {
  fill("ticket_notice", import.meta.glob("../*/ticket_notice.tsx"));
  fill("ticket_aside", import.meta.glob("../*/ticket_aside.tsx"));
  fill("reply_notice", import.meta.glob("../*/reply_notice.tsx"));
  fill("reply_tools", import.meta.glob("../*/reply_tools.tsx"));
  fill("said", import.meta.glob("../*/said.tsx"));
  fill("new_ticket_notice", import.meta.glob("../*/new_ticket_notice.tsx"));
  fill("now_notice", import.meta.glob("../*/now_notice.tsx"));
  fill("new_ticket", import.meta.glob("../*/new_ticket_aside.tsx"));
  fill("incident_aside", import.meta.glob("../*/incident_aside.tsx"));
  fill("alert_aside", import.meta.glob("../*/alert_aside.tsx"));
  fill("device_aside", import.meta.glob("../*/device_aside.tsx"));
  fill("device_state", import.meta.glob("../*/device_state.tsx"));
  fill("join_aside", import.meta.glob("../*/join_aside.tsx"));
  fill("client_people", import.meta.glob("../*/client_people.tsx"));
  fill("backup_item", import.meta.glob("../*/backup_item.tsx"));
  fill("backup_gaps", import.meta.glob("../*/backup_gaps.tsx"));
  fill("client_aside", import.meta.glob("../*/client_aside.tsx"));
}

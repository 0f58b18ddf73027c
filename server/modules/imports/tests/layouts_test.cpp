// The column lists of the three products, written by us from their public documentation; no row of anybody's data.
#include <gtest/gtest.h>

#include "server/modules/imports/layouts.h"
#include "server/modules/imports/recognise.h"

namespace steward::imports {

namespace {
struct Sheet {
    const char *product, *kind, *header;
};
constexpr Sheet sheets[] = {
    {"autotask", "client",
     "Organization Name [required],Organization Number,Address 1,City,Phone [required],Organization Type [required],External ID"},
    {"autotask", "person",
     "First Name [required],Last Name [required],Organization Name [required],Email Address,Phone,Title,External ID,Organization Location"},
    {"autotask", "ticket",
     "External (Legacy) Ticket ID,Autotask Ticket Number,Organization Name [required],Create Date/Time,Contact,Title "
     "[required],Description,"
     "Status [required],Priority [required],Queue,Source,Ticket Type,Issue Type,Sub-Issue Type,Primary Resource,Due Date/Time,Complete "
     "Date/Time,Resolution"},
    {"autotask", "message",
     "External (Legacy) Ticket ID,Autotask Ticket Number,Create Date/Time,Title,Description,Note Type,Publish,Created By Resource,Created "
     "By "
     "Contact"},
    {"autotask", "time",
     "External (Legacy) Ticket ID,Autotask Ticket Number,Resource,Start Date/Time,End Date/Time,Hours Worked,Work Type,Role,Summary Notes"},
    {"autotask", "device", "Reference Name [required],Organization Name [required],Product Name,Serial Number,Configuration Item Type"},
    {"halo", "device", "id,inventory_number,assettype_name,client_name,site_name,serial_number"},
    {"connectwise", "device", "id,name,type/name,company/id,company/name,site/name,serialNumber,modelNumber"},
    {"steward", "device", "external_id,client,name,serial"},
    {"halo", "client", "client_name,toplevel_name,notes,inactive"},
    {"halo", "person", "firstname,surname,emailaddress,phonenumber,jobtitle,client_name,site_name,isimportantcontact"},
    {"halo", "ticket",
     "faultid,client_name,site_name,user_name,user_email,summary,details,tickettype_name,status_name,priority_name,team,agent_name,"
     "category_1,"
     "dateoccurred,dateclosed,clearance_note"},
    {"halo", "message", "faultid,who,datetime,note,outcome,hiddenfromuser"},
    {"connectwise", "ticket",
     "id,summary,board/name,status/name,priority/name,company/id,company/name,contact/name,contactEmailAddress,type/name,subType/name,item/"
     "name,owner/name,source/name,dateEntered,dateResponded,dateResolved,closedDate,resolution"},
    {"connectwise", "message", "id,ticketId,text,internalAnalysisFlag,member/name,contact/name,dateCreated"},
    {"connectwise", "time", "id,chargeToId,member/name,timeStart,timeEnd,actualHours,workType/name,billableOption,notes,company/name"},
    {"steward", "ticket", "external_id,client,title,state,priority,created_at,closed_at"},
    {"steward", "client", "external_id,name,zone,status"},
};
}  // namespace

TEST(Layouts, each_products_columns_are_recognised_as_what_they_are) {
    for (const auto& sheet : sheets) {
        const Shape shape = recognise(std::string(sheet.header) + "\n", true);
        EXPECT_EQ(shape.product + " " + shape.kind, std::string(sheet.product) + " " + sheet.kind) << sheet.header << "\n" << shape.reason;
    }
}

TEST(Layouts, headers_are_compared_without_case_blanks_and_marks) {
    EXPECT_EQ(field_of("autotask", "ticket", "  Organization   NAME [required]"), "client");
    EXPECT_EQ(field_of("halo", "site", "SFname"), "name");
    EXPECT_EQ(field_of("connectwise", "ticket", "Company/Name"), "client");
    EXPECT_EQ(field_of("autotask", "ticket", "Favourite colour"), "");
}

TEST(Layouts, every_alias_names_a_field_that_there_is) {
    for (const auto& sheet : sheets) {
        const RecordKind* kind = find_kind(sheet.kind);
        ASSERT_TRUE(kind);
        for (const auto& field : kind->fields) EXPECT_EQ(find_field(*kind, field.name), &field);
    }
}

TEST(Layouts, well_known_words_are_ours_already) {
    EXPECT_EQ(usual_word("state", "Waiting Customer"), "waiting_client");
    EXPECT_EQ(usual_word("priority", "Priority 2 - Quick Response"), "P2");
    EXPECT_EQ(usual_word("priority", "Priority 22"), "");
    EXPECT_EQ(usual_word("state", "Somewhere else"), "");
}

}  // namespace steward::imports

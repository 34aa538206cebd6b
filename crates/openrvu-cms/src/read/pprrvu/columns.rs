//! The columns of PPRRVU in the order of the layout of 2026, which has one more than those before it.

/// How many columns the layout of 2026 has.
pub(super) const COUNT: usize = 32;

/// The names of the columns: their header lines joined.
pub(super) const NAMES: [&str; COUNT] = [
    "HCPCS",
    "MOD",
    "DESCRIPTION",
    "STATUS CODE",
    "NOT USED FOR MEDICARE PAYMENT",
    "WORK RVU",
    "NON-FAC PE RVU",
    "NON-FAC NA INDICATOR",
    "FACILITY PE RVU",
    "FACILITY NA INDICATOR",
    "MP RVU",
    "NON-FACILITY TOTAL",
    "FACILITY TOTAL",
    "PCTC IND",
    "GLOB DAYS",
    "PRE OP",
    "INTRA OP",
    "POST OP",
    "MULT PROC",
    "BILAT SURG",
    "ASST SURG",
    "CO- SURG",
    "TEAM SURG",
    "PRIC IND",
    "ENDO BASE",
    "CONV FACTOR",
    "PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES",
    "CALCULATION FLAG",
    "DIAGNOSTIC IMAGING FAMILY INDICATOR",
    "NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT",
    "FACILITY PE USED FOR OPPS PAYMENT AMOUNT",
    "MP USED FOR OPPS PAYMENT AMOUNT",
];

pub(super) const CODE: usize = 0;
pub(super) const MODIFIER: usize = 1;
pub(super) const DESCRIPTION: usize = 2;
pub(super) const STATUS: usize = 3;
pub(super) const NOT_USED: usize = 4;
pub(super) const WORK: usize = 5;
pub(super) const NON_FACILITY_PE: usize = 6;
pub(super) const NON_FACILITY_NA: usize = 7;
pub(super) const FACILITY_PE: usize = 8;
pub(super) const FACILITY_NA: usize = 9;
pub(super) const MALPRACTICE: usize = 10;
pub(super) const NON_FACILITY_TOTAL: usize = 11;
pub(super) const FACILITY_TOTAL: usize = 12;
pub(super) const PC_TC: usize = 13;
pub(super) const GLOBAL: usize = 14;
pub(super) const PREOPERATIVE: usize = 15;
pub(super) const INTRAOPERATIVE: usize = 16;
pub(super) const POSTOPERATIVE: usize = 17;
pub(super) const MULTIPLE_PROCEDURE: usize = 18;
pub(super) const BILATERAL: usize = 19;
pub(super) const ASSISTANT: usize = 20;
pub(super) const CO_SURGEONS: usize = 21;
pub(super) const TEAM_SURGEONS: usize = 22;
pub(super) const PRICING: usize = 23;
pub(super) const ENDOSCOPIC_BASE: usize = 24;
pub(super) const CONVERSION_FACTOR: usize = 25;
pub(super) const SUPERVISION: usize = 26;
pub(super) const CALCULATION_FLAG: usize = 27;
pub(super) const IMAGING_FAMILY: usize = 28;
pub(super) const OPPS_NON_FACILITY_PE: usize = 29;
pub(super) const OPPS_FACILITY_PE: usize = 30;
pub(super) const OPPS_MALPRACTICE: usize = 31;

"""Provision types: each regulator's own names in one spelling, and our code where the service covers the type.

The codes are those of the national list (independent fostering agency IFA, authority's own fostering LAF, children's
home CH, secure children's home SCH, supported accommodation SA, residential family centre RFC, residential special
school RSS, residential holiday scheme RHS). A home that gives short breaks only is a CH with a fact, not a type. A type
that is not here loads under the regulator's own name, without a code.
"""

from register.regulators.importers.values import fold

#: Ofsted's names in its usual spelling, with our code.
OFSTED = {
    "Children's home": "CH",
    "Secure children's home": "SCH",
    "Residential special school (registered as a children's home)": "CH",
    "Independent Fostering Agency": "IFA",
    "Supported Accommodation": "SA",
    "Residential Family Centre": "RFC",
    "Residential Special School": "RSS",
    "Residential Holiday Scheme for Disabled Children": "RHS",
    "Boarding School": None,
    "Further Education College with Residential Accommodation": None,
    "Voluntary Adoption Agency": None,
    "Adoption Support Agency": None,
    "Secure Training Centre": None,
}

#: Other spellings that Ofsted has published, to the usual one.
OFSTED_ALSO = {
    "childrens home": "Children's home",
    "secure childrens home": "Secure children's home",
    "secure unit": "Secure children's home",
    "residential special school (>295 days/year)": "Residential special school (registered as a children's home)",
    "residential special school (>295 days)": "Residential special school (registered as a children's home)",
    "residential special school registered as a children's home": (
        "Residential special school (registered as a children's home)"
    ),
    "fostering agency": "Independent Fostering Agency",
    "independent fostering agencies": "Independent Fostering Agency",
    "supported accommodation provider": "Supported Accommodation",
    "residential holiday scheme": "Residential Holiday Scheme for Disabled Children",
    "residential holiday schemes for disabled children": "Residential Holiday Scheme for Disabled Children",
    "further education college": "Further Education College with Residential Accommodation",
    "voluntary adoption agency branch": "Voluntary Adoption Agency",
}

OFSTED_SPELLINGS = {fold(name): name for name in OFSTED} | OFSTED_ALSO

#: Care Inspectorate: (care service, subtype) case-folded, an empty subtype for any.
CARE_INSPECTORATE_CODES = {
    ("care home service", "children & young people"): "CH",
    ("care home service", "children and young people"): "CH",
    ("fostering service", ""): "IFA",
    ("school care accommodation service", "residential special school"): "RSS",
    ("school care accommodation service", "special school accommodation"): "RSS",
    ("secure accommodation service", ""): "SCH",
    ("school care accommodation service", "secure"): "SCH",
    ("care home service", "secure"): "SCH",
}

#: Care Inspectorate Wales: (service type, sub-type) case-folded, an empty sub-type for any.
CIW_CODES = {
    ("care home service", "childrens home"): "CH",
    ("care home service", "children's home"): "CH",
    ("care home service", "children"): "CH",
    ("care home service", "secure accommodation"): "SCH",
    ("fostering service", ""): "IFA",
    ("fostering services", ""): "IFA",
    ("local authority fostering service", ""): "LAF",
    ("secure accommodation service", ""): "SCH",
    ("residential family centre service", ""): "RFC",
    ("residential family centre", ""): "RFC",
    ("residential special school", ""): "RSS",
    ("boarding school", "residential special school"): "RSS",
}

#: Services of single persons in their own homes: the type and figures are enough, names and addresses stay out.
PRIVATE_PERSONS = frozenset({"child minding", "child minder", "childminder", "nurse agency sole trader"})

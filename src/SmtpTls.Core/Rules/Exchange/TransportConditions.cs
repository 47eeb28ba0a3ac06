using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Rules.Exchange;

/// <summary>What of a transport rule decides, beside the recipients' domains, which messages it acts on: the conditions, exceptions and dates of New-TransportRule.</summary>
internal static class TransportConditions
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "ActivationDate", "AnyOfCcHeader", "AnyOfCcHeaderMemberOf", "AnyOfRecipientAddressContainsWords", "AnyOfRecipientAddressMatchesPatterns", "AnyOfToCcHeader", "AnyOfToCcHeaderMemberOf",
        "AnyOfToHeader", "AnyOfToHeaderMemberOf", "AttachmentContainsWords", "AttachmentExtensionMatchesWords", "AttachmentHasExecutableContent", "AttachmentIsPasswordProtected",
        "AttachmentIsUnsupported", "AttachmentMatchesPatterns", "AttachmentNameMatchesPatterns", "AttachmentProcessingLimitExceeded", "AttachmentPropertyContainsWords", "AttachmentSizeOver",
        "BetweenMemberOf1", "BetweenMemberOf2", "ContentCharacterSetContainsWords", "ExpiryDate", "From", "FromAddressContainsWords", "FromAddressMatchesPatterns", "FromMemberOf",
        "HasClassification", "HasNoClassification", "HasSenderOverride", "HeaderContainsMessageHeader", "HeaderMatchesMessageHeader", "ManagerAddresses", "MessageContainsAllDataClassifications",
        "MessageContainsDataClassifications", "MessageSizeOver", "MessageTypeMatches", "RecipientADAttributeContainsWords", "RecipientADAttributeMatchesPatterns", "RecipientAddressContainsWords",
        "RecipientAddressMatchesPatterns", "RecipientInSenderList", "SCLOver", "SenderADAttributeContainsWords", "SenderADAttributeMatchesPatterns", "SenderDomainIs", "SenderInRecipientList",
        "SenderIpRanges", "SenderManagementRelationship", "SentTo", "SentToMemberOf", "SubjectContainsWords", "SubjectMatchesPatterns", "SubjectOrBodyContainsWords",
        "SubjectOrBodyMatchesPatterns", "WithImportance",
    };

    /// <summary>The names of those that are set, in order; "false" is one that is not.</summary>
    public static List<string> Of(ShapedObject rule) =>
        [.. rule.Names.Where(name => !rule.IsEmpty(name) && rule.Flag(name) != false && Narrows(rule, name)).OrderBy(static name => name, StringComparer.Ordinal)];

    /// <summary>Mail that forces TLS goes from inside to outside, so these two scopes take nothing away.</summary>
    private static bool Narrows(ShapedObject rule, string name) => Known.Contains(name) || name.StartsWith("ExceptIf", StringComparison.OrdinalIgnoreCase)
        || (name.Equals("SentToScope", StringComparison.OrdinalIgnoreCase) && rule.Text(name) != "NotInOrganization")
        || (name.Equals("FromScope", StringComparison.OrdinalIgnoreCase) && rule.Text(name) != "InOrganization");
}

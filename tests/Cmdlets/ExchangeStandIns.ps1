# Stand-ins for Exchange's cmdlets: the parameters' names, types and value sets of the reference, so that splatting binds or fails as it would there.
# Each gives back what it was bound with.

function New-OutboundConnector {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0)] [ValidateLength(1, 64)] [string] $Name,
        [bool] $AllAcceptedDomains, [bool] $CloudServicesMailEnabled, [string] $Comment,
        [ValidateSet('Default', 'HybridWizard', 'Migrated')] [string] $ConnectorSource,
        [ValidateSet('Partner', 'OnPremises')] [string] $ConnectorType,
        [bool] $Enabled, [bool] $IsTransportRuleScoped,
        [ValidateSet('Opportunistic', 'None')] [string] $MtaStsMode,
        [ValidateScript({ $_ -notmatch '.\*' -and $_ -notmatch '@' })] [string[]] $RecipientDomains,
        [bool] $RouteAllMessagesViaOnPremises, [bool] $SenderRewritingEnabled,
        [string[]] $SmartHosts,
        [ValidateSet('Opportunistic', 'Mandatory', 'None')] [string] $SmtpDaneMode,
        [bool] $TestMode,
        [ValidateScript({ $_ -notmatch '.\*' })] [string] $TlsDomain,
        [ValidateSet('EncryptionOnly', 'CertificateValidation', 'DomainValidation')] [string] $TlsSettings,
        [bool] $UseMXRecord
    )
    if ($PSBoundParameters.ContainsKey('TlsDomain') -and $TlsSettings -ne 'DomainValidation') { throw 'The TLSDomain parameter can only be set if the TLSAuthLevel parameter is set to DomainValidation.' }
    if ($PSBoundParameters.ContainsKey('UseMXRecord') -and -not $UseMXRecord -and -not $SmartHosts) { throw 'SmartHosts is required when UseMXRecord is false.' }
    if ($PSCmdlet.ShouldProcess($Name)) { [pscustomobject]$PSBoundParameters }
}

function New-InboundConnector {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Mandatory)] [string[]] $SenderDomains,
        [string[]] $AssociatedAcceptedDomains, [bool] $CloudServicesMailEnabled, [string] $Comment,
        [ValidateSet('Partner', 'OnPremises')] [string] $ConnectorType,
        [bool] $Enabled, [bool] $RequireTls, [bool] $RestrictDomainsToCertificate, [bool] $RestrictDomainsToIPAddresses,
        [string[]] $SenderIPAddresses, [string] $TlsSenderCertificateName, [bool] $TreatMessagesAsInternal
    )
    if ($PSCmdlet.ShouldProcess($Name)) { [pscustomobject]$PSBoundParameters }
}

function New-TransportRule {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0)] [ValidateLength(1, 64)] [string] $Name,
        [ValidateLength(0, 1024)] [string] $Comments,
        [bool] $Enabled,
        [string[]] $ExceptIfRecipientDomainIs,
        [ValidateSet('Enforce', 'Audit', 'AuditAndNotify')] [string] $Mode,
        [int] $Priority,
        [string[]] $RecipientDomainIs,
        [string] $RouteMessageOutboundConnector, [bool] $RouteMessageOutboundRequireTls,
        [ValidateSet('Ignore', 'Defer')] [string] $RuleErrorAction,
        [ValidateSet('InOrganization', 'NotInOrganization')] [string] $SentToScope
    )
    if ($PSCmdlet.ShouldProcess($Name)) { [pscustomobject]$PSBoundParameters }
}

function New-SendConnector {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Mandatory)] [string[]] $AddressSpaces,
        [string] $Comment, [bool] $DNSRoutingEnabled, [bool] $DomainSecureEnabled, [bool] $Enabled, [bool] $IgnoreSTARTTLS, [bool] $RequireTLS,
        [string[]] $SmartHosts, [string[]] $SourceTransportServers,
        [ValidateSet('EncryptionOnly', 'CertificateValidation', 'DomainValidation')] [string] $TlsAuthLevel,
        [string] $TlsDomain,
        [ValidateSet('Custom', 'Internal', 'Internet', 'Partner')] [string] $Usage
    )
    if ($TlsAuthLevel -and ($IgnoreSTARTTLS -or -not $RequireTLS)) { throw 'TlsAuthLevel needs RequireTLS and no IgnoreSTARTTLS.' }
    if ($TlsDomain -and $TlsAuthLevel -ne 'DomainValidation') { throw 'TlsDomain needs DomainValidation.' }
    if ($SmartHosts -and $DNSRoutingEnabled) { throw 'SmartHosts needs DNSRoutingEnabled $false.' }
    if ($TlsAuthLevel -eq 'DomainValidation' -and $SmartHosts -and -not $TlsDomain) { throw 'TlsDomain is required with smart hosts.' }
    if ($PSCmdlet.ShouldProcess($Name)) { [pscustomobject]$PSBoundParameters }
}

function Set-OutboundConnector {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Identity,
        [bool] $Enabled, [bool] $TestMode, [string[]] $RecipientDomains, [string[]] $SmartHosts, [bool] $UseMXRecord,
        [ValidateSet('EncryptionOnly', 'CertificateValidation', 'DomainValidation')] [string] $TlsSettings, [string] $TlsDomain,
        [ValidateSet('Opportunistic', 'Mandatory', 'None')] [string] $SmtpDaneMode
    )
    if ($PSCmdlet.ShouldProcess($Identity)) { [pscustomobject]$PSBoundParameters }
}

# What Get-OutboundConnector returns over REST: a property bag with texts.
function Get-FakeOutboundConnector([hashtable] $With = @{}) {
    $record = [ordered]@{
        Enabled = $true; UseMXRecord = $true; Comment = ''; ConnectorType = 'Partner'; ConnectorSource = 'AdminUI'
        RecipientDomains = @('*.contoso.com'); SmartHosts = @(); TlsDomain = '*.contoso.com'; TlsSettings = 'DomainValidation'
        IsTransportRuleScoped = $false; RouteAllMessagesViaOnPremises = $false; CloudServicesMailEnabled = $false; AllAcceptedDomains = $false
        SenderRewritingEnabled = $false; MtaStsMode = 'Opportunistic'; SmtpDaneMode = 'Opportunistic'; TestMode = $false; ValidationRecipients = @()
        IsValidated = $false; LastValidationTimestamp = $null; AdminDisplayName = ''; Name = 'Contoso'; Identity = 'Contoso'; IsValid = $true
    }
    foreach ($name in $With.Keys) { $record[$name] = $With[$name] }
    [pscustomobject]$record
}

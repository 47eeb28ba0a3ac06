@{
    # PowerShell 7 loads the net8.0 build, Windows PowerShell 5.1 the netstandard2.0 one with the packages it lacks.
    RootModule             = if ($PSEdition -eq 'Core') { 'bin/net8.0/SmtpTls.dll' } else { 'bin/netstandard2.0/SmtpTls.dll' }
    RequiredAssemblies     = @(if ($PSEdition -eq 'Core') { 'bin/net8.0/SmtpTls.Core.dll' } else { 'bin/netstandard2.0/SmtpTls.Core.dll' })
    ModuleVersion          = '0.1.0'
    GUID                   = '5b0f7c52-7c9b-4b1e-9c3e-3d1f8f0a6f2d'
    Author                 = 'The SmtpTls maintainers'
    CompanyName            = 'SmtpTls'
    Copyright              = '(c) The SmtpTls maintainers.'
    Description            = 'Tells mail administrators whether mail to and from a partner is really encrypted and authenticated, and if not, why and what to change.'
    PowerShellVersion      = '5.1'
    CompatiblePSEditions   = @('Core', 'Desktop')
    DotNetFrameworkVersion = '4.7.2'
    TypesToProcess         = @('bin/SmtpTls.Types.ps1xml')
    FormatsToProcess       = @('bin/SmtpTls.Format.ps1xml')
    CmdletsToExport        = @('Compare-ForcedTlsRule', 'Compare-SmtpTlsAudit', 'ConvertTo-ExchangeConnector', 'ConvertTo-PostfixTlsPolicy', 'Export-ForcedTlsRule', 'Export-SmtpTlsReport', 'Get-MtaStsPolicy', 'Get-TlsRptRecord', 'Get-TlsaRecord', 'Import-ForcedTlsRule', 'Invoke-SmtpTlsAudit', 'Measure-TlsRptReport', 'New-ForcedTlsRule', 'New-MtaStsPolicy', 'New-TlsRptRecord', 'New-TlsaRecord', 'Read-SmtpTlsHeader', 'Read-TlsRptReport', 'Register-SmtpTlsAudit', 'Resolve-SmtpTlsError', 'Test-ForcedTlsRule', 'Test-MtaSts', 'Test-SmtpDane', 'Test-SmtpStartTls', 'Unregister-SmtpTlsAudit')
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    PrivateData            = @{
        PSData = @{
            Tags = @('SMTP', 'TLS', 'STARTTLS', 'MTA-STS', 'DANE', 'TLS-RPT', 'Exchange', 'ExchangeOnline')
        }
    }
}

using Secrets.Application.Secrets;
using Secrets.Application.Secrets.CreateSecret;
using Secrets.Application.Secrets.UpdateSecret;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Tests;

public sealed class ValidatorTests
{
    private const string Key = "\U0001F511";

    private static readonly CreateSecretCommand Valid = new(
        new Caller(Guid.NewGuid(), Guid.NewGuid(), []),
        Submitted.Of("NAME"),
        new SubmittedMetadata(new Submitted<string>(SubmittedKind.Absent)),
        Value("")
    );

    public static TheoryData<string, string?> Names =>
        new()
        {
            { "A", null },
            { " ", null },
            { "...", null },
            { "a/b%2F?#;+&=\\\"'", null },
            { Repeat("x", 255), null },
            { Repeat(Key, 255), null },
            { "", "string_too_short" },
            { Repeat("x", 256), "string_too_long" },
            { Repeat(Key, 256), "string_too_long" },
            { ".", "string_pattern_mismatch" },
            { "..", "string_pattern_mismatch" },
            { "a\0", "string_pattern_mismatch" },
            { "a\n", "string_pattern_mismatch" },
            { "a\u007f", "string_pattern_mismatch" },
            { "a\u0085", "string_pattern_mismatch" },
        };

    public static TheoryData<string, string?> Descriptions =>
        new()
        {
            { "", null },
            { "line\nline\t", null },
            { Repeat(Key, 4096), null },
            { Repeat("x", 4097), "string_too_long" },
            { "a\0b", "string_pattern_mismatch" },
        };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_must_be_within_its_limits(string name, string? failure) =>
        AssertFailure(Valid with { Name = Submitted.Of(name) }, failure);

    [Theory]
    [MemberData(nameof(Descriptions))]
    public void A_description_must_be_within_its_limits(string description, string? failure) =>
        AssertFailure(Valid with { Metadata = new SubmittedMetadata(Submitted.Of(description)) }, failure);

    [Theory]
    [InlineData(0, null)]
    [InlineData(100, null)]
    [InlineData(101, "string_too_long")]
    public void A_value_has_a_maximum_length_in_bytes(int bytes, string? failure) =>
        AssertFailure(Valid with { Value = Value(Repeat("v", bytes)) }, failure);

    [Theory]
    [InlineData(SubmittedKind.Absent, "missing", null)]
    [InlineData(SubmittedKind.Null, "string_type", null)]
    [InlineData(SubmittedKind.WrongType, "string_type", "string_type")]
    [InlineData(SubmittedKind.NotUnicode, "string_unicode", "string_unicode")]
    public void Each_kind_of_missing_text_has_its_own_failure(SubmittedKind kind, string requiredField, string? optionalField)
    {
        AssertFailure(Valid with { Name = new Submitted<string>(kind) }, requiredField);
        AssertFailure(Valid with { Value = new Submitted<SecretValue>(kind) }, requiredField);
        AssertFailure(Valid with { Metadata = new SubmittedMetadata(new Submitted<string>(kind)) }, optionalField);
    }

    [Fact]
    public void All_failures_are_reported_at_once_in_the_order_name_description_value()
    {
        var command = Valid with
        {
            Name = Submitted.Of(""),
            Metadata = new SubmittedMetadata(new Submitted<string>(SubmittedKind.WrongType)),
            Value = new Submitted<SecretValue>(SubmittedKind.Absent),
        };

        var failures = new CreateSecretValidator(new SecretLimits(MaxValueBytes: 100, VersionsKept: 10, TimeSpan.FromDays(7)))
            .Validate(command)
            .Errors;

        Assert.Equal(["name", "description", "value"], failures.Select(failure => RequestFailure.Of(failure, "body").Location[1]));
    }

    [Fact]
    public void An_update_has_the_same_limits()
    {
        var command = new UpdateSecretCommand(
            Valid.Caller,
            "A",
            Submitted.Of("."),
            new SubmittedMetadata(Submitted.Of("a\0b")),
            Precondition: null
        );

        var failures = new UpdateSecretValidator().Validate(command).Errors;

        Assert.Equal(["string_pattern_mismatch", "string_pattern_mismatch"], failures.Select(failure => failure.ErrorCode));
    }

    [Fact]
    public void Messages_follow_pydantic()
    {
        Assert.Equal("Field required", Message(Valid with { Name = new Submitted<string>(SubmittedKind.Absent) }));
        Assert.Equal("Input should be a valid string", Message(Valid with { Name = new Submitted<string>(SubmittedKind.Null) }));
        Assert.Equal("String should have at least 1 character", Message(Valid with { Name = Submitted.Of("") }));
        Assert.Equal("String should have at most 255 characters", Message(Valid with { Name = Submitted.Of(Repeat("x", 256)) }));
        Assert.Equal(@"String should match pattern '^(?!\.{1,2}$)[^\p{Cc}]+$'", Message(Valid with { Name = Submitted.Of(".") }));
    }

    [Fact]
    public void Printing_a_command_does_not_show_submitted_values()
    {
        var command = Valid with { Name = Submitted.Of("canary-name"), Value = Value("canary-value") };

        Assert.DoesNotContain("canary", command.ToString(), StringComparison.Ordinal);
    }

    private static string Message(CreateSecretCommand command) =>
        Assert
            .Single(
                new CreateSecretValidator(new SecretLimits(MaxValueBytes: 100, VersionsKept: 10, TimeSpan.FromDays(7)))
                    .Validate(command)
                    .Errors
            )
            .ErrorMessage;

    private static void AssertFailure(CreateSecretCommand command, string? type)
    {
        var validator = new CreateSecretValidator(new SecretLimits(MaxValueBytes: 100, VersionsKept: 10, TimeSpan.FromDays(7)));

        Assert.Equal(type is null ? [] : [type], validator.Validate(command).Errors.Select(failure => failure.ErrorCode));
    }

    private static Submitted<SecretValue> Value(string text)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(text);
        return Submitted.Of(SecretValue.TakeOwnershipOf(utf8, utf8.Length));
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}

"""The parts of the template that repeat: the API's door, one origin from front.json, a log and an alarm per function."""

from __future__ import annotations

import json
from typing import Any

from infra import ROOT, gateway, map_tiles

# Chalice's resource names and ours; the functions are named ${AWS::StackName}-<ours>.
FUNCTIONS = {
    "APIHandler": "api",
    "SessionAuthorizer": "session-authorizer",
    "Outbox": "outbox",
    "Tally": "tally",
    "Sender": "sender",
    "InboundSms": "inbound-sms",
    "Reveal": "reveal",
    "Photos": "photos",
    "Export": "export",
    "Receipts": "receipts",
    "Sweep": "sweep",
    "Erase": "erase",
    "Bulletin": "bulletin",
    "Recount": "recount",
}
LOG_DAYS = 90
WHEN = {"Condition": "CloudFront"}
POLICY = "Content-Security-Policy"
# Source: "Use managed cache policies" and "managed origin request policies", CloudFront Developer Guide.
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]
# `/desk` is `/desk/`, and `/desk/` is `/desk/index.html`: the local front says the same in Python.
INDEX = """function handler(event) {
  var request = event.request, last = request.uri.split('/').pop();
  if (last === '') { request.uri += 'index.html'; return request; }
  if (last.indexOf('.') >= 0) { return request; }
  return {statusCode: 301, statusDescription: 'Moved', headers: {location: {value: request.uri + '/'}}};
}
"""
# The address that the limits count. What a viewer sent under this name is written over.
VIEWER = """function handler(event) {
  event.request.headers['%s'] = {value: event.viewer.ip};
  return event.request;
}
"""
# A form for S3 goes to the bucket's root; the form itself says where in it, and is signed.
ROOT_OF_BUCKET = """function handler(event) {
  event.request.uri = '/';
  return event.request;
}
"""
# Our own limit, well over the design load of 50 submissions a second with the pages' reads around them.
THROTTLED_AT, BURST = 500, 1000
# What no front may keep CloudFront does not compress (its policy asks for nothing of the kind), so the gateway does; below, gzip wins nothing.
# Said in the definition, so that a change of it makes a new deployment. Source: "Payload compression for REST APIs in API Gateway".
COMPRESSED_FROM_BYTES = 1_000


def front(map_tile_host: str = "") -> dict[str, Any]:
    """The one list of paths and headers, which CloudFront and the local front are made from.

    With a host, its policy lets through pictures from there, as CloudFront's does by the template's parameter.
    """
    read: dict[str, Any] = json.loads((ROOT / "infra/front.json").read_text(encoding="utf-8"))
    read["headers"][POLICY] = map_tiles.allowing(read["headers"][POLICY], map_tile_host)
    return read


def fragment() -> dict[str, Any]:
    """A template of the generated parts."""
    resources = {"RestAPI": _api(), **_function_parts(), **_origin_parts(front())}
    origin = {
        "Fn::If": ["HasDomain", {"Fn::Sub": "https://${Domain}"}, {"Fn::Sub": "https://${Site.DomainName}"}]
    }
    pictures = {
        "MapTileHost": {"Condition": "HasMapTiles", "Value": map_tiles.HOST},
        "MapTileAttribution": {"Condition": "HasMapTiles", "Value": {"Ref": "MapTileAttribution"}},
    }
    return {"Resources": resources, "Outputs": {"SiteOrigin": {**WHEN, "Value": origin}, **pictures}}


def _api() -> dict[str, Any]:
    """What Chalice cannot say of the API. It has no access log: its lines would hold the /s/<token> links."""
    limits = {"ThrottlingRateLimit": THROTTLED_AT, "ThrottlingBurstLimit": BURST}
    definition = {
        "x-amazon-apigateway-minimum-compression-size": COMPRESSED_FROM_BYTES,
        # The API's name, which its alarm goes by: two stages in one account must not share it.
        "info": {"title": {"Ref": "AWS::StackName"}},
        "x-amazon-apigateway-gateway-responses": gateway.responses(),
    }
    everywhere = {"ResourcePath": "/*", "HttpMethod": "*", **limits}
    return {"Properties": {"MethodSettings": [everywhere], "DefinitionBody": definition}}


def _function_parts() -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for resource, name in FUNCTIONS.items():
        parts[f"{resource}Log"] = {
            "Type": "AWS::Logs::LogGroup",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Properties": {
                "LogGroupName": {"Fn::Sub": f"/aws/lambda/${{AWS::StackName}}-{name}"},
                "RetentionInDays": LOG_DAYS,
            },
        }
        parts[f"{resource}Errors"] = {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "AlarmDescription": f"The function {name} failed. See infra/runbook.md.",
                "Namespace": "AWS/Lambda",
                "MetricName": "Errors",
                "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": resource}}],
                "Statistic": "Sum",
                "Period": 300,
                "EvaluationPeriods": 1,
                "Threshold": 0,
                "ComparisonOperator": "GreaterThanThreshold",
                "TreatMissingData": "notBreaching",
                "AlarmActions": [{"Ref": "OpsTopic"}],
            },
        }
    return parts


def _origin_parts(listed: dict[str, Any]) -> dict[str, Any]:
    access = {"OriginAccessControlOriginType": "s3", "SigningBehavior": "always", "SigningProtocol": "sigv4"}
    return {
        "SiteAccess": {
            "Type": "AWS::CloudFront::OriginAccessControl",
            **WHEN,
            "Properties": {"OriginAccessControlConfig": {"Name": {"Ref": "AWS::StackName"}, **access}},
        },
        "SiteIndex": {
            "Type": "AWS::CloudFront::Function",
            **WHEN,
            "Properties": {
                "Name": {"Fn::Sub": "${AWS::StackName}-index"},
                "AutoPublish": True,
                "FunctionCode": INDEX,
                "FunctionConfig": {"Comment": "x/ is x/index.html", "Runtime": "cloudfront-js-2.0"},
            },
        },
        "SiteViewer": {
            "Type": "AWS::CloudFront::Function",
            **WHEN,
            "Properties": {
                "Name": {"Fn::Sub": "${AWS::StackName}-viewer"},
                "AutoPublish": True,
                "FunctionCode": VIEWER % listed["viewer"].lower(),
                "FunctionConfig": {"Comment": "the viewer's address", "Runtime": "cloudfront-js-2.0"},
            },
        },
        "SiteUploads": {
            "Type": "AWS::CloudFront::Function",
            **WHEN,
            "Properties": {
                "Name": {"Fn::Sub": "${AWS::StackName}-uploads"},
                "AutoPublish": True,
                "FunctionCode": ROOT_OF_BUCKET,
                "FunctionConfig": {"Comment": "a form for the bucket", "Runtime": "cloudfront-js-2.0"},
            },
        },
        "PublicCache": {
            "Type": "AWS::CloudFront::CachePolicy",
            **WHEN,
            "Properties": {"CachePolicyConfig": _public_cache(listed)},
        },
        "SiteHeaders": {
            "Type": "AWS::CloudFront::ResponseHeadersPolicy",
            **WHEN,
            "Properties": {"ResponseHeadersPolicyConfig": _headers(listed["headers"])},
        },
        "Site": {
            "Type": "AWS::CloudFront::Distribution",
            **WHEN,
            # The empty default of CertificateArn is only used where HasDomain is false.
            "Metadata": {"cfn-lint": {"config": {"ignore_checks": ["W1030"]}}},
            "Properties": _distribution(listed),
        },
        "SiteBucketPolicy": _bucket_policy("SiteBucket"),
        "BulletinsBucketPolicy": _bucket_policy("BulletinsBucket"),
    }


def _public_cache(listed: dict[str, Any]) -> dict[str, Any]:
    """Kept as long as the function says, by the filters alone: nobody makes us read anew by a word of their own."""
    none = {"CookieBehavior": "none"}, {"HeaderBehavior": "none"}
    asked = {"QueryStringBehavior": "whitelist", "QueryStrings": listed["public_query"]}
    key = {
        "CookiesConfig": none[0],
        "HeadersConfig": none[1],
        "QueryStringsConfig": asked,
        "EnableAcceptEncodingGzip": True,
        "EnableAcceptEncodingBrotli": True,
    }
    name = {"Fn::Sub": "${AWS::StackName}-public"}
    return {"Name": name, "MinTTL": 0, "DefaultTTL": 0, "MaxTTL": 300, "ParametersInCacheKeyAndForwardedToOrigin": key}


def _headers(headers: dict[str, str]) -> dict[str, Any]:
    # A function may answer with a stricter header of its own, so nothing is overridden.
    rest = dict(headers)
    age = int(rest.pop("Strict-Transport-Security").split("max-age=")[1].split(";")[0])
    rest.pop("X-Content-Type-Options")
    policy = rest.pop(POLICY)
    with_pictures = {"Fn::Sub": [map_tiles.allowing(policy, "${MapTileHost}"), {"MapTileHost": map_tiles.HOST}]}
    security = {
        "ContentSecurityPolicy": {
            "Override": False,
            "ContentSecurityPolicy": {"Fn::If": ["HasMapTiles", with_pictures, policy]},
        },
        "ReferrerPolicy": {"Override": False, "ReferrerPolicy": rest.pop("Referrer-Policy")},
        "ContentTypeOptions": {"Override": True},
        "FrameOptions": {"Override": False, "FrameOption": "DENY"},
        "StrictTransportSecurity": {
            "Override": False,
            "AccessControlMaxAgeSec": age,
            "IncludeSubdomains": True,
        },
    }
    custom = [{"Header": name, "Value": value, "Override": False} for name, value in rest.items()]
    name = {"Fn::Sub": "${AWS::StackName}-headers"}
    return {"Name": name, "SecurityHeadersConfig": security, "CustomHeadersConfig": {"Items": custom}}


def _distribution(listed: dict[str, Any]) -> dict[str, Any]:
    aliases = {"Fn::If": ["HasDomain", [{"Ref": "Domain"}], {"Ref": "AWS::NoValue"}]}
    own = {"AcmCertificateArn": {"Ref": "CertificateArn"}, "SslSupportMethod": "sni-only"}
    certificate = {
        "Fn::If": ["HasDomain", {**own, "MinimumProtocolVersion": "TLSv1.2_2021"}, {"Ref": "AWS::NoValue"}]
    }
    # Resolved by CloudFormation when it makes the distribution; the key stands in no file.
    key = {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}:SecretString:key}}"}
    api = {
        "Id": "api",
        "OriginCustomHeaders": [{"HeaderName": listed["origin_key"], "HeaderValue": key}],
        "DomainName": {"Fn::Sub": "${RestAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}"},
        "OriginPath": "/v1",
        "CustomOriginConfig": {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]},
    }
    patterns = [path + "*" if path.endswith("/") else path for path in listed["api"]]
    public = [_kept(path + "*" if path.endswith("/") else path) for path in listed["public"]]
    bulletins = [_behaviour("bulletins", path + "*") for path in listed["bulletins"]]
    signed = [_behaviour("uploads", path) for path in listed["uploads"]]
    signed += [_behaviour("photos", path + "*") for path in listed["photos"]]
    return {
        "DistributionConfig": {
            "Enabled": True,
            "HttpVersion": "http2and3",
            "IPV6Enabled": True,
            "Aliases": aliases,
            "ViewerCertificate": certificate,
            "Origins": [
                api,
                _bucket_origin("site", "SiteBucket"),
                _bucket_origin("bulletins", "BulletinsBucket"),
                _signed_origin("uploads", "UploadsBucket"),
                _signed_origin("photos", "PhotosBucket"),
            ],
            "CacheBehaviors": [*public, *(_behaviour("api", pattern) for pattern in patterns), *bulletins, *signed],
            "DefaultCacheBehavior": _behaviour("site"),
        }
    }


def _behaviour(origin: str, pattern: str | None = None) -> dict[str, Any]:
    behaviour: dict[str, Any] = {
        "TargetOriginId": origin,
        "ViewerProtocolPolicy": "redirect-to-https",
        "Compress": True,
        "ResponseHeadersPolicyId": {"Ref": "SiteHeaders"},
    }
    if pattern:
        behaviour["PathPattern"] = pattern
    if origin == "api":
        policies = {"CachePolicyId": CACHING_DISABLED, "OriginRequestPolicyId": ALL_VIEWER_EXCEPT_HOST}
        viewer = _at_request("SiteViewer")
        return {**behaviour, **policies, "AllowedMethods": METHODS, "FunctionAssociations": [viewer]}
    if origin in ("uploads", "photos"):
        passed = {**behaviour, "CachePolicyId": CACHING_DISABLED, "OriginRequestPolicyId": ALL_VIEWER_EXCEPT_HOST}
        form = {"AllowedMethods": METHODS, "FunctionAssociations": [_at_request("SiteUploads")]}
        return passed | (form if origin == "uploads" else {})
    index = _at_request("SiteIndex")
    return {**behaviour, "CachePolicyId": CACHING_OPTIMIZED, "FunctionAssociations": [index]}


def _kept(pattern: str) -> dict[str, Any]:
    """What the function makes and everybody sees alike: kept for some minutes, and read with no method that changes."""
    behaviour = _behaviour("api", pattern)
    return {**behaviour, "AllowedMethods": ["GET", "HEAD"], "CachePolicyId": {"Ref": "PublicCache"}}


def _at_request(function: str) -> dict[str, Any]:
    return {"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": [function, "FunctionARN"]}}


def _bucket_origin(name: str, bucket: str) -> dict[str, Any]:
    return {
        "Id": name,
        "DomainName": {"Fn::GetAtt": [bucket, "RegionalDomainName"]},
        "OriginAccessControlId": {"Fn::GetAtt": ["SiteAccess", "Id"]},
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }


def _signed_origin(name: str, bucket: str) -> dict[str, Any]:
    """A bucket to which the front adds no right of its own: what comes through must be signed by a function."""
    return {
        "Id": name,
        "DomainName": {"Fn::GetAtt": [bucket, "RegionalDomainName"]},
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }


def _bucket_policy(bucket: str) -> dict[str, Any]:
    """The distribution may read the bucket, and list it: without that S3 says 403 where a page is missing."""
    source = {"Fn::Sub": "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Site}"}
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Condition": {"StringEquals": {"AWS:SourceArn": source}},
    }
    read = {**statement, "Action": "s3:GetObject", "Resource": {"Fn::Sub": f"${{{bucket}.Arn}}/*"}}
    look = {**statement, "Action": "s3:ListBucket", "Resource": {"Fn::GetAtt": [bucket, "Arn"]}}
    document = {"Version": "2012-10-17", "Statement": [read, look]}
    properties = {"Bucket": {"Ref": bucket}, "PolicyDocument": document}
    return {"Type": "AWS::S3::BucketPolicy", **WHEN, "Properties": properties}
